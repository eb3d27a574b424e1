# Every case of tools/coverage_cases, in every report format.
. "$TESTS/cli/lib.sh.inc"
python3 "$TESTS/../tools/coverage_cases" "$UMBRA" || failed=1
finish
