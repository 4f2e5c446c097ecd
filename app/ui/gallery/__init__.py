"""Every component of the window in every state, light beside dark: for whoever designs or checks it."""
