"""Where everything is kept: SqliteStore (store.py), an answer to the port bot.ports.Store."""
