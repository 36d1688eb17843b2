#!/usr/bin/env bash
# Checks a folder that `mvn -Prelease deploy` has filled, as Maven Central would: see CheckStaging.java and README.md.
#   src/build/check-staging.sh [--dry-run] [--signed] FOLDER
set -euo pipefail
exec "${JAVA_HOME:+$JAVA_HOME/bin/}java" "$(dirname "${BASH_SOURCE[0]}")/CheckStaging.java" "$@"
