# Runs a program of tools/: `run.sh <task of bootstrap.mjs> <program> [arguments]`. It becomes the program, so that signals
# of npm reach it.
set -e
node scripts/bootstrap.mjs "$1"
program="$2"
shift 2
# kafkajs makes Node warn of a timeout that it computes; it is harmless. Processes that the program starts inherit this.
export NODE_OPTIONS="--disable-warning=TimeoutNegativeWarning $NODE_OPTIONS"
exec node_modules/node/bin/node "dist/tools/$program/main.js" "$@"
