package io.jergon.node.frame;

import io.jergon.etf.Atom;
import io.jergon.etf.TermInput;
import io.jergon.node.control.ProtocolException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The atoms that the peer refers to by number, and the reader of the list at the head of each
/// frame; [OutboundAtomCache] shows its layout.
///
/// It holds 2048 atoms at most. Owned by the event loop.
final class InboundAtomCache {
  private static final Atom[] NO_ATOMS = {};

  private final @Nullable Atom[] slots = new @Nullable Atom[OutboundAtomCache.SLOTS];

  /// Reads the header's part from N on.
  ///
  /// @return the atoms that the frame's terms refer to by index
  /// @throws ProtocolException if it refers to a slot that was never filled, or a name is no atom
  /// @throws io.jergon.etf.DecodeException if the frame ends before
  Atom[] read(TermInput in) {
    int count = in.readByte();
    if (count == 0) {
      return NO_ATOMS;
    }
    byte[] flags = in.readBytes(count / 2 + 1);
    boolean longAtoms = (nibble(flags, count) & 1) != 0;
    Atom[] atoms = new Atom[count];
    for (int i = 0; i < count; i++) {
      int nibble = nibble(flags, i);
      int slot = (nibble & 7) << 8 | in.readByte();
      if ((nibble & OutboundAtomCache.NEW) != 0) {
        slots[slot] = atom(in.readBytes(longAtoms ? in.readShort() : in.readByte()));
      }
      Atom atom = slots[slot];
      if (atom == null) {
        throw new ProtocolException(
            "a reference to the empty slot %d of the atom cache".formatted(slot));
      }
      atoms[i] = atom;
    }
    return atoms;
  }

  private static int nibble(byte[] flags, int index) {
    int half = (index % 2) * 4;
    return (flags[index / 2] >> half) & 0xf;
  }

  private static Atom atom(byte[] utf8) {
    try {
      return Atom.of(StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(utf8)).toString());
    } catch (CharacterCodingException | IllegalArgumentException e) {
      throw new ProtocolException(
          "a new atom of %d bytes that is none: %s".formatted(utf8.length, e.getMessage()));
    }
  }
}
