# The literal stages for 64-bit ARM against the plain one: the unit test of match/, cross-compiled, under qemu-user.
# Exit 77: nothing here to compile or to run it with.
set -u
for tool in aarch64-linux-gnu-gcc qemu-aarch64; do
	command -v $tool >/dev/null || { echo "skipped: no $tool (Debian: gcc-aarch64-linux-gnu libc6-dev-arm64-cross qemu-user)"; exit 77; }
done
echo 'int main(void) { return 0; }' | aarch64-linux-gnu-gcc -static -x c - -o /dev/null 2>/dev/null ||
	{ echo "skipped: no C library for arm64 (Debian: libc6-dev-arm64-cross)"; exit 77; }
scratch=$(mktemp -d)
trap 'rm -rf "$scratch"' EXIT
root=$TESTS/..
cat >"$scratch/wipe.c" <<'C'
#include <string.h>
/* The library for wiping is not there for this processor; nothing here is a secret. */
void umb_wipe(void *ptr, size_t len);
void umb_wipe(void *ptr, size_t len) { memset(ptr, 0, len); }
C
aarch64-linux-gnu-gcc -static -std=c11 -D_GNU_SOURCE -O2 -Wall -Wextra -Werror -I"$TESTS/arm64" -I"$root/scanner" -I"$root/include" -I"$TESTS" \
	"$TESTS/unit/match/test_literals.c" "$root"/scanner/match/lit_*.c "$root"/scanner/match/literal*.c "$root"/scanner/match/text_*.c \
	"$root/scanner/base/alloc.c" "$root/scanner/base/arena.c" "$root/scanner/base/buf.c" "$root/scanner/base/err.c" \
	"$scratch/wipe.c" -o "$scratch/test" || exit 1
# the stage that is meant must be in there
aarch64-linux-gnu-nm "$scratch/test" | grep -q neon_find || { echo "no NEON stage in the program"; exit 1; }
qemu-aarch64 "$scratch/test"
