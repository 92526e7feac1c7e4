"""What people do with a platform: the operations behind API and command line."""
