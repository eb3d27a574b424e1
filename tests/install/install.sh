# `cmake --install` to a folder of its own, which then moves: command, headers, both libraries, umbra.pc and the manual serve from there.
. "$TESTS/cli/lib.sh.inc"
command -v pkg-config >/dev/null || { echo "skipped: no pkg-config here"; exit 77; }
text="TOKEN=$("$MKFIXTURE" expand 7 "$token")"

expect 0 "install" "$CMAKE" --install "$BUILD" --prefix "$scratch/first"
mv first second
for file in bin/umbra include/umb.h include/umb/scan.h "$LIBDIR/libumbra.a" "$LIBDIR/libumbra.so" "$LIBDIR/pkgconfig/umbra.pc" share/man/man1/umbra.1; do
	[ -s "second/$file" ] || { echo "FAIL $file is not installed"; failed=1; }
done
[ ! -e "second/$LIBDIR/pkgconfig/umb.pc" ] || { echo "FAIL umb.pc, which nobody asks for"; failed=1; }
lacks "second/$LIBDIR/pkgconfig/umbra.pc" "$scratch" "umbra.pc knows no fixed place"

PKG_CONFIG_PATH="$scratch/second/$LIBDIR/pkgconfig"
LD_LIBRARY_PATH="$scratch/second/$LIBDIR"
export PKG_CONFIG_PATH
expect 0 "flags" pkg-config --cflags --libs umbra
has out "second/" "umbra.pc moved along"
# With CC="ccache gcc" the compiler is what CMake takes for its first argument (CC_ARGS).
# shellcheck disable=SC2046,SC2086
expect 0 "compile, shared" "$CC" ${CC_ARGS:-} -o shared "$TESTS/install/program.c" $(pkg-config --cflags --libs umbra)
expect 0 "run, shared" env LD_LIBRARY_PATH="$LD_LIBRARY_PATH" ./shared "$text"
has out "1 found" "shared"
# the archive is named; what it needs comes from --static
# shellcheck disable=SC2046,SC2086
expect 0 "compile, static" "$CC" ${CC_ARGS:-} -o static $(pkg-config --cflags umbra) "$TESTS/install/program.c" "second/$LIBDIR/libumbra.a" \
	$(pkg-config --static --libs umbra | sed 's/-lumbra//')
expect 0 "run, static" ./static "$text"
has out "1 found" "static"
expect 0 "the command" second/bin/umbra version
finish
