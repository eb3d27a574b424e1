# Layers: base64, UTF-16, gzip and zlib, inside each other; places lead back to the raw file.
. "$TESTS/cli/lib.sh.inc"
make plain.txt "name: x{nl}token: $token{nl}"
make b64.txt "data:{nl}  blob: {base64-of:name: x and more text{nl}token: $token{nl}}{nl}"
iconv -f UTF-8 -t UTF-16 plain.txt >utf16.txt
iconv -f UTF-8 -t UTF-16BE plain.txt >utf16be.txt
gzip -c plain.txt >plain.txt.gz
gzip -c b64.txt | gzip >b64.gz.gz
base64 -w 76 plain.txt.gz >wrapped.txt
for file in b64.txt utf16.txt utf16be.txt plain.txt.gz b64.gz.gz wrapped.txt; do
	expect 1 "$file" "$UMBRA" file $file -f jsonl
	has out '"rule_id":"github.pat-classic"' "$file"
done
expect 1 "base64 leads back to line 2" "$UMBRA" file b64.txt -f jsonl
has out '"start_line":2,' "line in the raw file"
has out '"layer":"base64"' "the layer is named"
expect 1 "UTF-16 leads back to line 2" "$UMBRA" file utf16.txt -f jsonl
has out '"layer":"utf16"' "the layer is named"
expect 1 "member path" "$UMBRA" file plain.txt.gz -f jsonl
has out 'plain.txt.gz!plain.txt' "joined with !"
# the path says how to come to a member, the layer what is decoded in it
place() { # place FILE PATH LAYER
	expect 1 "$1" "$UMBRA" file "$1" -f jsonl
	has out "\"path\":\"$1$2\"" "$1: path"
	has out "\"layer\":\"$3\"" "$1: layer"
}
gzip -nc plain.txt >nameless.gz
gzip -nc b64.txt >b64.gz
base64 -w 0 nameless.gz >gz.b64
base64 -w 0 b64.gz >b64.gz.b64
base64 -w 0 nameless.gz | iconv -f UTF-8 -t UTF-16 >gz.b64.utf16
gzip -nc gz.b64 >gz.b64.gz
place nameless.gz !content ""
place gz.b64 !base64!content ""
place b64.gz !content base64
place b64.gz.b64 !base64!content base64
place gz.b64.utf16 '!utf16>base64!content' ""
place gz.b64.gz !content!base64!content ""
# a container in a container is opened whatever its size
{ seq 1 700000; cat plain.txt; } | gzip -n | gzip -n >big.gz.gz
place big.gz.gz !content!content ""
{ seq 1 700000; cat plain.txt; } >large.txt
gzip large.txt && gzip -n <large.txt.gz >large.gz.gz
place large.gz.gz !large.txt ""
python3 -c 'import sys, zlib; sys.stdout.buffer.write(zlib.compress(open("plain.txt", "rb").read()))' >plain.zlib
place plain.zlib !content ""
expect 0 "no decoding, no unpacking" "$UMBRA" file b64.gz.gz --max-archive-depth 0
expect 4 "deeper than the limit is told" "$UMBRA" file b64.gz.gz --max-archive-depth 1
has out "b64.gz.gz!content: gzip" "by its path"
# what stands in the container as it is, too, is one place: that of the member
python3 -c "import sys, zlib; z = zlib.compressobj(0, zlib.DEFLATED, 31); sys.stdout.buffer.write(z.compress(open('plain.txt', 'rb').read()) + z.flush())" >stored.gz
grep -qaF "$(sed -n 's/^token: //p' plain.txt)" stored.gz || { echo "FAIL stored.gz does not hold it as it is"; failed=1; }
place stored.gz !content ""
[ "$(grep -c rule_id out)" = 1 ] || { echo "FAIL told twice: in the member and in its container"; failed=1; }
expect 1 "without unpacking it is found in the container" "$UMBRA" file stored.gz --max-archive-depth 0 -f jsonl
has out '"path":"stored.gz"' "path of the container"
head -c 40 plain.txt.gz >cut.gz
expect 4 "a damaged container is told" "$UMBRA" file cut.gz
finish
