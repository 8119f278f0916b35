"""What uses undocumented parts of libraries: one file each, with the reason and the test that guards it."""
