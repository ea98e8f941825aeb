package io.jergon.etf;

import org.jspecify.annotations.Nullable;

/// Reads terms in the external term format: every tag that OTP 23 to 29 sends, and the older ones
/// that they still read.
///
/// ```java
/// Term term = TermDecoder.DEFAULT.decode(bytes);                 // what term_to_binary made
/// Term view = TermDecoder.DEFAULT.decode(TermInput.sharing(bytes, 0, bytes.length)); // large binaries not copied
/// ```
///
/// **Total.** Any bytes give a term or one [DecodeException] with offset and reason. Nothing is
/// allocated for a length that the input announces and does not have; nesting takes no stack; what
/// the input's length does not bound, [DecodeLimits] do; they also say how much memory it takes.
///
/// Refused, as by BEAM: NaN and infinities, a map with a key twice, malformed UTF-8 in atoms, atoms
/// above 255 characters, old funs (117), node-local terms (121). Refused though BEAM takes it: a
/// `fun m:f/A` with `A` above 255, which OTP 27 crashes at.
///
/// For any number of threads. A decoder remembers some of the atoms that it met, 512 at most.
public final class TermDecoder {
  /// A decoder with [DecodeLimits#DEFAULT].
  public static final TermDecoder DEFAULT = new TermDecoder(DecodeLimits.DEFAULT);

  private static final Atom[] NO_ATOMS = {};

  private final DecodeLimits limits;
  private final @Nullable Renaming renaming;
  private final AtomCache atomCache = new AtomCache();

  public TermDecoder(DecodeLimits limits) {
    this(limits, null);
  }

  /// @param renaming of what others know by another name; null for no such
  public TermDecoder(DecodeLimits limits, @Nullable Renaming renaming) {
    this.limits = limits;
    this.renaming = renaming;
  }

  public DecodeLimits limits() {
    return limits;
  }

  /// Reads the one term, with its version byte 131, that is all of `bytes`. The array may be used
  /// again afterwards.
  ///
  /// @throws DecodeException if it is no term, or something follows
  public Term decode(byte[] bytes) {
    TermInput in = new TermInput(bytes, 0, bytes.length);
    Term term = decode(in);
    if (in.remaining() > 0) {
      throw new DecodeException(in.position(), in.remaining() + " bytes follow the term");
    }
    return term;
  }

  /// Reads one term with its version byte 131, possibly compressed, and leaves the cursor after it.
  ///
  /// @throws DecodeException if it is no term; the cursor is then anywhere
  public Term decode(TermInput in) {
    int version = in.readByte();
    if (version != Tag.VERSION) {
      throw new DecodeException(
          in.position() - 1, "version byte " + version + " (expected: " + Tag.VERSION + ")");
    }
    if (in.remaining() > 0 && in.peekByte() == Tag.COMPRESSED) {
      in.skip(1);
      return decodeCompressed(in);
    }
    return decodeBody(in);
  }

  private Term decodeCompressed(TermInput in) {
    int start = in.position();
    byte[] body = Inflation.inflate(in, limits.maxUncompressedSize());
    // Not shared: a short binary would keep all that was inflated, which the peer paid little for.
    TermInput inner = new TermInput(body, 0, body.length);
    try {
      Term term = decodeBody(inner);
      if (inner.remaining() > 0) {
        throw new DecodeException(inner.position(), inner.remaining() + " bytes follow the term");
      }
      in.contained(inner.contained() + body.length / 64);
      return term;
    } catch (DecodeException e) {
      throw new DecodeException(start, "in the compressed term, " + e.getMessage());
    }
  }

  /// Reads one term without a version byte and leaves the cursor after it.
  ///
  /// @throws DecodeException if it is no term; the cursor is then anywhere
  public Term decodeBody(TermInput in) {
    return decodeBody(in, NO_ATOMS);
  }

  /// As [#decodeBody(TermInput)], for a term behind a distribution header: ATOM_CACHE_REF (82)
  /// means an atom of `atoms`, by index.
  ///
  /// @throws DecodeException if it is no term, or refers to an atom that is not there
  public Term decodeBody(TermInput in, Atom[] atoms) {
    return new TermReader(in, limits, atoms, atomCache, renaming).read();
  }
}
