"""The web side of the shell: webhooks, health, media links, and the phone in the browser."""
