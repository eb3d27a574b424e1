# Every case of tools/coverage_cases, in every report format; under sanitizers in three each.
. "$TESTS/cli/lib.sh.inc"
python3 "$TESTS/../tools/coverage_cases" "$UMBRA" || failed=1
finish
