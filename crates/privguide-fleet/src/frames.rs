//! Inputs that are passed as bytes: a sequence of frames, each with a name and a content.
//!
//! ```text
//!  name length   name    content length   content
//!  4 bytes       UTF-8   8 bytes          the bytes of an archive          lengths are big-endian
//! ```
//!
//! A frame is read when all previous frames have been answered, so that a caller can control the
//! process frame by frame.

use std::io::{self, Read};

use crate::{
    archive::{MAX_NAME, MAX_PACKED, too_large},
    trouble::{Kind, Trouble},
};

/// The bytes that are allocated before the content is read; most packages are smaller.
const AT_FIRST: u64 = 1 << 20;

/// The content of a frame.
pub struct Frame {
    /// The name as it was given; if it is not valid, a printable form.
    pub name: String,
    /// The bytes, or why they are not analysed.
    pub content: Result<Vec<u8>, Trouble>,
}

/// The frames of a stream.
pub struct Frames<R> {
    stream: R,
    is_broken: bool,
}

impl<R: Read> Frames<R> {
    /// Wraps a stream; nothing has been read.
    pub const fn new(stream: R) -> Self {
        Self { stream, is_broken: false }
    }

    /// The next frame; `None` at the end of the stream. After a truncated frame, nothing can be
    /// read.
    ///
    /// # Errors
    /// When the stream itself fails.
    fn frame(&mut self) -> io::Result<Option<Frame>> {
        if self.is_broken {
            return Ok(None);
        }
        let mut length = [0; 4];
        match read_full(&mut self.stream, &mut length)? {
            0 => return Ok(None),
            4 => {}
            _ => return Ok(Some(self.broken(String::new()))),
        }
        let (name, whole) = self.bytes(u64::from(u32::from_be_bytes(length)), MAX_NAME as u64)?;
        let shown = String::from_utf8_lossy(&name).into_owned();
        let mut length = [0; 8];
        if whole == Whole::CutOff || read_full(&mut self.stream, &mut length)? < length.len() {
            return Ok(Some(self.broken(shown)));
        }
        let is_usable = whole == Whole::Read && std::str::from_utf8(&name).is_ok();
        let (content, whole) =
            self.bytes(u64::from_be_bytes(length), if is_usable { MAX_PACKED } else { 0 })?;
        let content = match whole {
            Whole::CutOff => return Ok(Some(self.broken(shown))),
            _ if !is_usable => Err(Trouble::new(
                Kind::Name,
                format!("名称不是 UTF-8，或者多于 {MAX_NAME} 字节"),
                format!("the name is not UTF-8, or has more than {MAX_NAME} bytes"),
            )),
            Whole::Skipped => Err(too_large("压缩包", "the archive", MAX_PACKED)),
            Whole::Read => Ok(content),
        };
        Ok(Some(Frame { name: shown, content }))
    }

    /// Reads this number of bytes, of which at most `most` are kept. Memory is allocated for bytes
    /// that were read, not for the announced length.
    fn bytes(&mut self, length: u64, most: u64) -> io::Result<(Vec<u8>, Whole)> {
        let kept = length.min(most);
        let mut bytes = Vec::with_capacity(usize::try_from(kept.min(AT_FIRST)).unwrap_or_default());
        self.stream.by_ref().take(kept).read_to_end(&mut bytes)?;
        let skipped = io::copy(&mut self.stream.by_ref().take(length - kept), &mut io::sink())?;
        let whole = match bytes.len() as u64 + skipped {
            read if read < length => Whole::CutOff,
            _ if length > most => Whole::Skipped,
            _ => Whole::Read,
        };
        Ok((bytes, whole))
    }

    fn broken(&mut self, name: String) -> Frame {
        self.is_broken = true;
        Frame {
            name,
            content: Err(Trouble::new(
                Kind::Frame,
                "数据在这一帧结束之前中断",
                "the stream ends inside this frame",
            )),
        }
    }
}

impl<R: Read> Iterator for Frames<R> {
    type Item = io::Result<Frame>;

    fn next(&mut self) -> Option<Self::Item> {
        self.frame().transpose()
    }
}

/// Whether a part of a frame is complete.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Whole {
    Read,
    Skipped,
    CutOff,
}

/// Fills the buffer as far as there are bytes.
fn read_full(stream: &mut impl Read, buffer: &mut [u8]) -> io::Result<usize> {
    let mut bytes = Vec::new();
    stream.take(buffer.len() as u64).read_to_end(&mut bytes)?;
    buffer[..bytes.len()].copy_from_slice(&bytes);
    Ok(bytes.len())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn frame(name: &[u8], content: &[u8]) -> Vec<u8> {
        let name_length = u32::try_from(name.len()).expect("short").to_be_bytes();
        [&name_length[..], name, &(content.len() as u64).to_be_bytes(), content].concat()
    }

    fn all(stream: &[u8]) -> Vec<(String, Result<Vec<u8>, Kind>)> {
        let frame = |frame: io::Result<Frame>| {
            let Frame { name, content } = frame.expect("memory");
            (name, content.map_err(|trouble| trouble.kind))
        };
        Frames::new(stream).map(frame).collect()
    }

    #[test]
    fn frames_follow_each_other_and_one_that_is_skipped_ends_nothing() {
        let long = vec![b'n'; MAX_NAME + 1];
        let stream =
            [frame(b"a", b"12"), frame(b"\xff", b"34"), frame(&long, b"56"), frame(b"", b"")]
                .concat();
        let frames = all(&stream);
        let kinds: Vec<_> = frames.iter().map(|(_, content)| content.clone()).collect();
        assert_eq!(kinds, [Ok(b"12".to_vec()), Err(Kind::Name), Err(Kind::Name), Ok(Vec::new())]);
        assert_eq!(frames[2].0.len(), MAX_NAME, "as much as there is room for");
        assert!(all(b"").is_empty());
    }

    #[test]
    fn a_stream_that_is_cut_anywhere_ends_with_one_broken_frame() {
        let stream = [frame(b"first", b"12"), frame("页".as_bytes(), b"345")].concat();
        let first = frame(b"first", b"12").len();
        for end in first + 1..stream.len() {
            let frames = all(&stream[..end]);
            assert_eq!(frames.len(), 2, "{end}");
            assert_eq!(frames[1].1, Err(Kind::Frame), "{end}");
        }
        // Announced lengths that are larger than the stream.
        for promised in
            [[&[0xff; 4][..], b"x"].concat(), [&[0, 0, 0, 1, b'x'][..], &[0xff; 8], b"y"].concat()]
        {
            assert_eq!(
                all(&promised).iter().map(|(_, content)| content.clone()).collect::<Vec<_>>(),
                [Err(Kind::Frame)]
            );
        }
    }
}
