"""What must hold when somebody means harm: a file a subject. What one module promises is tested beside it."""
