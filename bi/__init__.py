"""What analysts ask of the marts, as code."""
