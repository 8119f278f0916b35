"""Reading whole submissions: every file in a process of its own, under the kernel's limits."""
