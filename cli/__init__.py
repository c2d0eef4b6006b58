"""The command line: the only place besides the tests where fakes and client meet."""
