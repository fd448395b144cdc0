"""The live figure without Streamlit: its script and style, and the messages that make it move."""
