//! Lines from a stream that may send anything: of bounded length, in any pieces. It must not know what they mean.

use std::io;

use tokio::io::{AsyncBufRead, AsyncBufReadExt as _};

/// What came.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Line {
    /// A line, without its end. The last one may have had none.
    Whole(Vec<u8>),
    /// A line of more bytes than are taken; it was passed over.
    TooLong,
    /// Nothing more comes.
    End,
}

/// Reads one line of at most `most` bytes; of a longer one nothing is kept.
pub(crate) async fn next(input: &mut (impl AsyncBufRead + Unpin), most: usize) -> io::Result<Line> {
    let mut line = Vec::new();
    let mut too_long = false;
    loop {
        let piece = input.fill_buf().await?;
        if piece.is_empty() {
            return Ok(match (too_long, line.is_empty()) {
                (true, _) => Line::TooLong,
                (false, true) => Line::End,
                (false, false) => Line::Whole(line),
            });
        }
        let end = piece.iter().position(|byte| *byte == b'\n');
        let text = &piece[..end.unwrap_or(piece.len())];
        if line.len() + text.len() > most {
            too_long = true;
            line = Vec::new();
        }
        if !too_long {
            line.extend_from_slice(text);
        }
        let taken = end.map_or(piece.len(), |end| end + 1);
        input.consume(taken);
        if end.is_some() {
            return Ok(if too_long { Line::TooLong } else { Line::Whole(line) });
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;
    use tokio::io::BufReader;

    fn read(bytes: &[u8], piece: usize, most: usize) -> Vec<Line> {
        let mut input = BufReader::with_capacity(piece, bytes);
        let runtime = tokio::runtime::Builder::new_current_thread().build().unwrap();
        runtime.block_on(async {
            let mut lines = Vec::new();
            loop {
                match next(&mut input, most).await.unwrap() {
                    Line::End => return lines,
                    line => lines.push(line),
                }
            }
        })
    }

    #[test]
    fn lines_end_at_line_breaks_and_at_the_end() {
        let whole = |text: &str| Line::Whole(text.into());
        assert_eq!(read(b"ab\n\ncd", 1, 2), [whole("ab"), whole(""), whole("cd")]);
        assert_eq!(read(b"abc\nde\n", 2, 2), [Line::TooLong, whole("de")]);
        assert_eq!(read(b"abcdef", 2, 2), [Line::TooLong]);
    }

    proptest! {
        #[test]
        fn pieces_make_no_difference(bytes in proptest::collection::vec(0u8..16, 0..200), piece in 1usize..50, most in 0usize..20) {
            let expected = read(&bytes, 1000, most);
            prop_assert!(expected.iter().all(|line| !matches!(line, Line::Whole(text) if text.len() > most)));
            prop_assert_eq!(read(&bytes, piece, most), expected);
        }
    }
}
