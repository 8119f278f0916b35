"""Feedback: the workbooks that go back to the senders. Its work is done in `feedback`."""
