"""A phone in the browser, and the two providers it stands for, so that a demo needs no account.

The bot is not told: it talks to Telegram's and Twilio's APIs through their own SDKs, at addresses
on loopback, and what a phone does reaches it as a signed webhook. See docs/simulator.md.
"""
