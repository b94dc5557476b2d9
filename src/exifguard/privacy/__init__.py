"""What is sensitive, and what a policy says of it."""
