"""The playground: the rep's chat, the manager's chat and the team channel on one page, for this machine."""
