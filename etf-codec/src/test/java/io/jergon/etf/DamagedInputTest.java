package io.jergon.etf;

import static org.assertj.core.api.Assertions.fail;

import java.util.Arrays;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/// Whatever the bytes, there is a term or a [DecodeException].
class DamagedInputTest {
  private static final int ROUNDS = 50_000;
  private static final int LONG_TERM = 2_000;

  @Test
  void decode_termCutOffAnywhere_fails() {
    Golden.allTerms()
        .forEach(bytes -> {
          for (int length = 0; length < bytes.length; length++) {
            byte[] cut = Arrays.copyOf(bytes, length);
            if (decodeAnyhow(cut)) {
              fail("%d bytes of %s are a term", length, Golden.hex(bytes));
            }
          }
        });
  }

  @Test
  void decode_anyBitFlipped_isATermOrFails() {
    Golden.allTerms()
        .forEach(bytes -> {
          for (int bit = 0; bit < bytes.length * 8; bit++) {
            byte[] damaged = bytes.clone();
            damaged[bit / 8] ^= (byte) (1 << bit % 8);
            decodeAnyhow(damaged);
          }
        });
  }

  @Test
  void decode_randomBytes_isATermOrFails() {
    Random random = new Random(Seed.value());
    for (int round = 0; round < ROUNDS; round++) {
      byte[] bytes = new byte[1 + random.nextInt(64)];
      random.nextBytes(bytes);
      bytes[0] = (byte) 131;
      decodeAnyhow(bytes);
    }
  }

  @Test
  void decode_randomlyChangedTerms_isATermOrFails() {
    Random random = new Random(Seed.value());
    List<byte[]> terms = Golden.allTerms().filter(t -> t.length < LONG_TERM).toList();
    for (int round = 0; round < ROUNDS; round++) {
      byte[] left = terms.get(random.nextInt(terms.size()));
      byte[] right = terms.get(random.nextInt(terms.size()));
      byte[] spliced = Arrays.copyOf(left, left.length + right.length);
      System.arraycopy(right, 0, spliced, random.nextInt(left.length) + 1, right.length);
      for (int changes = random.nextInt(3); changes >= 0; changes--) {
        spliced[1 + random.nextInt(spliced.length - 1)] = (byte) (97 + random.nextInt(24));
      }
      decodeAnyhow(spliced);
    }
  }

  /// True for a term. What is read can be written, read again, compared and printed.
  private static boolean decodeAnyhow(byte[] bytes) {
    Term term;
    Hostile.assertAllocatesInProportion(bytes);
    try {
      term = TermDecoder.DEFAULT.decode(new TermInput(bytes, 0, bytes.length));
    } catch (DecodeException e) {
      if (e.offset() < 0 || e.offset() > bytes.length) {
        fail("%s: offset %d", Golden.hex(bytes), e.offset());
      }
      return false;
    }
    Term again = TermDecoder.DEFAULT.decode(TermEncoder.encode(term));
    if (!again.equals(term)
        || again.hashCode() != term.hashCode()
        || again.compareTo(term) != 0
        || !again.toString().equals(term.toString())) {
      fail("%s is read as %s and then as %s", Golden.hex(bytes), term, again);
    }
    return true;
  }
}
