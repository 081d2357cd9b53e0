"""The shell: everything that talks to the world around the pure heart in ``dialogs``.

slack/ teams/ web/ chat/     the channels: what comes in, and how a document looks there
coach/                       the use cases: what people say, press and send becomes a screen
sending/ digests/            what goes out unasked: schedule, outbox, courier; the week's digests, written
ports/ store/                what the use cases need kept, and SQLite that keeps it
content/ roster/ demo/       files that are read: the content, people and teams, the made-up team
serving/ commands/           one process that serves; the commands of the terminal
"""
