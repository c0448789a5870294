"""DTKS: its vocabulary and how to reach it. Imports neither bot, handlers nor i18n."""
