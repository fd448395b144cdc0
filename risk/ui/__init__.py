"""The interface: state, controls, and the one live figure."""
