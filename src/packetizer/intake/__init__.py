"""What lies in the folder: every file becomes a `Source`, through one door for hostile input."""
