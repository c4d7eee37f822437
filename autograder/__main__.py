from autograder.cli.app import main

main()
