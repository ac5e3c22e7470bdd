#!/usr/bin/env bash
# SPDX-License-Identifier: Apache-2.0
# in_empty_folder.sh PROGRAM: runs it without arguments in an empty folder, removed afterwards.
set -euo pipefail
program=$(realpath "$1")
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"
"$program"
