//! Pieces of output put together to lines, within a fixed amount of memory whatever is printed.
//!
//! Pure: it must not know where pieces come from. The engine cuts output into pieces of at most 16 KiB and
//! stamps each with a time; a place in the output is a time and the number of pieces with that time.

use bytes::Bytes;

use crate::model::ReadMark;

/// Of a longer line only the length, the beginning and the end are told. The agent's lines carry whole tool
/// results, images among them, so a few MiB are ordinary.
pub const MAX_LINE_BYTES: usize = 8 * 1024 * 1024;
/// Bytes of the beginning and of the end of a line that is too long.
const EDGE_BYTES: usize = 4 * 1024;
/// Stands for what is left out between them.
const GAP: &str = "…";

/// A piece of output as the engine gives it.
#[derive(Clone, Debug)]
pub struct Piece {
    /// When it was printed, nanoseconds since 1970.
    pub ns: i64,
    /// True when it came from standard error.
    pub stderr: bool,
    /// What was printed.
    pub bytes: Bytes,
}

/// One line of output.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    /// True when it came from standard error.
    pub stderr: bool,
    /// Its text without the line end; its two ends if it was too long. Bytes that are not UTF-8 are replaced.
    pub text: String,
    /// Bytes of the line, when there were more than [`MAX_LINE_BYTES`].
    pub too_long: Option<u64>,
    /// The place behind it.
    pub mark: ReadMark,
}

/// Puts pieces together.
#[derive(Debug, Default)]
pub struct LineReader {
    skip: ReadMark,
    mark: ReadMark,
    /// The place behind the last ended line.
    ended: ReadMark,
    stdout: Partial,
    stderr: Partial,
}

/// A line that has not ended yet.
#[derive(Debug, Default)]
struct Partial {
    /// All of it, or its beginning when it is too long.
    kept: Vec<u8>,
    /// The last of a line that is too long; what is older is dropped now and then.
    end: Vec<u8>,
    length: u64,
}

impl LineReader {
    /// Reads on from a place: pieces before it are passed over.
    pub fn from(place: ReadMark) -> Self {
        Self { skip: place, ended: place, ..Self::default() }
    }

    /// Takes the next piece and gives the lines that it ends to `on_line`.
    pub fn push(&mut self, piece: &Piece, mut on_line: impl FnMut(Line)) {
        if piece.stderr {
            // Places count standard output only: what is said on the other stream in the middle of a long line
            // must not name a place within that line. At a place, standard error may be told twice.
            if piece.ns < self.skip.ns {
                return;
            }
        } else {
            let same = piece.ns == self.mark.ns;
            self.mark = ReadMark { ns: piece.ns, pieces: if same { self.mark.pieces + 1 } else { 1 } };
            if self.mark <= self.skip {
                self.ended = self.mark;
                return;
            }
        }
        let mut rest: &[u8] = &piece.bytes;
        while let Some(end) = rest.iter().position(|byte| *byte == b'\n') {
            if !piece.stderr {
                self.ended = self.mark;
            }
            let partial = if piece.stderr { &mut self.stderr } else { &mut self.stdout };
            partial.extend(&rest[..end]);
            on_line(partial.take(piece.stderr, self.ended));
            rest = &rest[end + 1..];
        }
        let partial = if piece.stderr { &mut self.stderr } else { &mut self.stdout };
        partial.extend(rest);
    }

    /// The last lines, when the output ended without a line end.
    pub fn finish(&mut self, mut on_line: impl FnMut(Line)) {
        for stderr in [false, true] {
            let partial = if stderr { &mut self.stderr } else { &mut self.stdout };
            if partial.length > 0 {
                on_line(partial.take(stderr, self.mark));
            }
        }
    }
}

impl Partial {
    fn extend(&mut self, bytes: &[u8]) {
        let is_too_long = |length| length > MAX_LINE_BYTES as u64;
        let was = is_too_long(self.length);
        self.length += bytes.len() as u64;
        if !was {
            self.kept.extend_from_slice(bytes);
            if is_too_long(self.length) {
                self.end = self.kept.split_off(EDGE_BYTES);
                self.kept.shrink_to_fit();
                self.drop_middle();
                self.end.shrink_to_fit();
            }
        } else {
            self.end.extend_from_slice(&bytes[bytes.len().saturating_sub(EDGE_BYTES)..]);
            if self.end.len() > 64 * EDGE_BYTES {
                self.drop_middle();
            }
        }
    }

    fn drop_middle(&mut self) {
        let surplus = self.end.len().saturating_sub(EDGE_BYTES);
        self.end.drain(..surplus);
    }

    fn take(&mut self, stderr: bool, mark: ReadMark) -> Line {
        let mut partial = std::mem::take(self);
        let too_long = (partial.length > MAX_LINE_BYTES as u64).then_some(partial.length);
        if too_long.is_some() {
            partial.drop_middle();
            partial.kept.extend_from_slice(GAP.as_bytes());
            partial.kept.append(&mut partial.end);
        }
        let mut text = String::from_utf8(partial.kept)
            .unwrap_or_else(|error| String::from_utf8_lossy(error.as_bytes()).into_owned());
        if text.ends_with('\r') {
            text.pop();
        }
        Line { stderr, text, too_long, mark }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn piece(ns: i64, text: &'static str) -> Piece {
        Piece { ns, stderr: false, bytes: Bytes::from_static(text.as_bytes()) }
    }

    fn texts(reader: &mut LineReader, pieces: &[Piece]) -> Vec<(String, ReadMark)> {
        let mut lines = Vec::new();
        for piece in pieces {
            reader.push(piece, |line| lines.push((line.text, line.mark)));
        }
        lines
    }

    #[test]
    fn lines_are_put_together_from_pieces_and_separated_by_stream() {
        let mut reader = LineReader::default();
        let mut lines = Vec::new();
        let warning = Piece { stderr: true, ..piece(2, "warn") };
        for piece in [piece(1, "on"), warning, piece(3, "e\r\ntwo\nthr"), piece(3, "ee")] {
            reader.push(&piece, |line| lines.push((line.stderr, line.text)));
        }
        reader.finish(|line| lines.push((line.stderr, line.text)));
        let expected = [(false, "one"), (false, "two"), (false, "three"), (true, "warn")];
        assert_eq!(lines, expected.map(|(stderr, text)| (stderr, text.to_owned())));
    }

    #[test]
    fn a_warning_in_the_middle_of_a_long_line_names_no_place_within_it() {
        let warning = |ns| Piece { stderr: true, ..piece(ns, "warning\n") };
        let pieces = [piece(1, "first\n"), piece(2, "long "), warning(3), piece(4, "line\n")];
        let all = texts(&mut LineReader::default(), &pieces);
        let told: Vec<&str> = all.iter().map(|(text, _)| text.as_str()).collect();
        assert_eq!(told, ["first", "warning", "long line"]);
        let rest = texts(&mut LineReader::from(all[1].1), &pieces);
        assert!(rest.iter().any(|(text, _)| text == "long line"), "{rest:?}");
    }

    #[test]
    fn reading_on_from_any_line_gives_exactly_the_lines_behind_it() {
        // Stamps repeat, as they do for the pieces of one long line.
        let pieces = [
            piece(5, "a\n"),
            piece(5, "b"),
            piece(5, "b\n"),
            piece(7, "c\n"),
            piece(7, "d\n"),
            piece(9, "e\n"),
        ];
        let all = texts(&mut LineReader::default(), &pieces);
        for (index, (_, mark)) in all.iter().enumerate() {
            assert_eq!(texts(&mut LineReader::from(*mark), &pieces), all[index + 1..]);
        }
    }

    #[test]
    fn a_line_beyond_the_limit_costs_no_memory_and_is_told_by_its_length_and_its_ends() {
        let mut reader = LineReader::default();
        let chunk = Bytes::from(vec![b'x'; 1 << 20]);
        reader.push(&piece(1, "the beginning "), |_| panic!("no line has ended"));
        for ns in 2..1026 {
            reader.push(&Piece { ns, stderr: false, bytes: chunk.clone() }, |_| panic!("no line has ended"));
            let held = reader.stdout.kept.capacity() + reader.stdout.end.capacity();
            assert!(held <= 2 * MAX_LINE_BYTES);
        }
        let mut lines = Vec::new();
        for piece in [piece(2000, " the"), piece(2000, " end\nnext\n")] {
            reader.push(&piece, |line| lines.push((line.text, line.too_long)));
        }
        let (cut, length) = lines.remove(0);
        assert_eq!(length, Some((1 << 30) + 22));
        assert!(cut.starts_with("the beginning x") && cut.ends_with("x the end"), "{cut:.100}");
        assert_eq!(cut.len(), 2 * EDGE_BYTES + GAP.len());
        assert_eq!(lines, [("next".to_owned(), None)]);
    }

    #[test]
    fn the_longest_line_is_whole_and_one_byte_more_is_too_much() {
        for (length, is_whole) in [(MAX_LINE_BYTES, true), (MAX_LINE_BYTES + 1, false)] {
            for step in [length, 16 * 1024, 4095] {
                let mut line = Vec::from_iter((0..length).map(|at| b'a' + u8::try_from(at % 26).unwrap()));
                let whole = String::from_utf8(line.clone()).unwrap();
                line.push(b'\n');
                let mut reader = LineReader::default();
                let mut lines = Vec::new();
                for bytes in line.chunks(step) {
                    let piece = Piece { ns: 1, stderr: false, bytes: Bytes::copy_from_slice(bytes) };
                    reader.push(&piece, |line| lines.push(line));
                }
                let [line] = lines.as_slice() else { panic!("{} lines", lines.len()) };
                assert_eq!((line.text == whole, line.too_long.is_none()), (is_whole, is_whole), "{step}");
                let ends = [&whole[..EDGE_BYTES], &whole[length - EDGE_BYTES..]];
                assert!(line.text.starts_with(ends[0]) && line.text.ends_with(ends[1]), "{step}");
            }
        }
    }

    #[test]
    fn bytes_that_are_not_text_are_replaced() {
        let mut reader = LineReader::default();
        let mut lines = Vec::new();
        let bytes = Bytes::from_static(b"caf\xe9\n");
        reader.push(&Piece { ns: 1, stderr: false, bytes }, |line| lines.push(line.text));
        assert_eq!(lines, ["caf\u{fffd}"]);
    }
}
