package io.jergon.node.frame;

import io.jergon.etf.Atom;
import io.jergon.etf.AtomRefs;
import io.jergon.etf.TermOutput;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/// The atoms that the peer knows by number, and the list of atoms at the head of each frame
/// (erl_ext_dist, "Distribution Header", R13).
///
/// ```text
/// +---+-----------------+-----------------------+     N = 0: nothing follows it
/// | N | flags: N/2 + 1  | N atoms               |
/// +---+-----------------+-----------------------+
///
/// flags, 4 bits for each atom, the low half of a byte first:    | new: 1 | segment: 3 |
///        and after the last atom's:                             | 0 0 0  | long: 1    |
///
/// an atom the peer knows:    | index: 8 |
/// an atom that is new to it: | index: 8 | length: 8, or 16 if long | UTF-8 |
/// ```
///
/// An atom's slot, segment * 256 + index, follows from its hash; a new atom pushes out the one that
/// had the slot. Frames have to be written in the order of these calls, each in full. Owned by the
/// event loop.
final class OutboundAtomCache {
  static final int SLOTS = 2048;
  static final int NEW = 8;
  private static final int LONG = 1;
  private static final int SHORT_BYTES = 255;

  private final @Nullable Atom[] slots = new @Nullable Atom[SLOTS];

  /// Appends the header's part from N on.
  void write(AtomRefs atoms, TermOutput out) {
    int count = atoms.size();
    out.writeByte(count);
    if (count == 0) {
      return;
    }
    byte @Nullable [] @Nullable [] added = null; // most often there are none
    int longAtoms = 0;
    int flags = 0;
    for (int i = 0; i < count; i++) {
      Atom atom = atoms.get(i);
      int slot = slot(atom);
      int nibble = slot >> 8;
      if (!atom.equals(slots[slot])) {
        slots[slot] = atom;
        nibble |= NEW;
        if (added == null) {
          added = new byte[count][];
        }
        byte[] name = atom.name().getBytes(StandardCharsets.UTF_8);
        added[i] = name;
        if (name.length > SHORT_BYTES) {
          longAtoms = LONG;
        }
      }
      if (i % 2 == 0) {
        flags = nibble;
      } else {
        out.writeByte(flags | nibble << 4);
      }
    }
    out.writeByte(count % 2 == 0 ? longAtoms : flags | longAtoms << 4);
    for (int i = 0; i < count; i++) {
      out.writeByte(slot(atoms.get(i)) & 0xff);
      byte[] name = added == null ? null : added[i];
      if (name != null) {
        if (longAtoms == 0) {
          out.writeByte(name.length);
        } else {
          out.writeShort(name.length);
        }
        out.writeBytes(name);
      }
    }
  }

  private static int slot(Atom atom) {
    int hash = atom.hashCode();
    return (hash ^ hash >>> 11 ^ hash >>> 22) & SLOTS - 1;
  }
}
