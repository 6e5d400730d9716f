"""What codes, keywords, parameters and commands mean: tables as data, and how to look them up."""
