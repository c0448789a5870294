"""Languages: catalogues, messages and formats. Imports neither bot, handlers nor backend_client."""
