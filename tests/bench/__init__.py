"""How fast the model, the figure, the server and the start are, as a table. Nothing here is a test."""
