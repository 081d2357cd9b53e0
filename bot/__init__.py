"""The shell: everything that talks to the world around the pure heart in ``dialogs``."""
