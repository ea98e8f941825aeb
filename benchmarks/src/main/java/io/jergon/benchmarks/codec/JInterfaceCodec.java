package io.jergon.benchmarks.codec;

import com.ericsson.otp.erlang.OtpErlangDecodeException;
import com.ericsson.otp.erlang.OtpErlangObject;
import com.ericsson.otp.erlang.OtpInputStream;
import com.ericsson.otp.erlang.OtpOutputStream;
import io.jergon.etf.Term;
import io.jergon.etf.TermEncoder;
import java.io.IOException;
import java.io.UncheckedIOException;

/// JInterface, the library that comes with OTP.
final class JInterfaceCodec implements Codec {
  private static final int VERSION = 131;

  private final OtpErlangObject object;
  private final byte[] bytes;

  JInterfaceCodec(Term term) {
    this.bytes = TermEncoder.encode(term);
    this.object = decode(bytes);
  }

  @Override
  public byte[] encode() {
    OtpOutputStream out = new OtpOutputStream();
    out.write1(VERSION);
    object.encode(out);
    return out.toByteArray();
  }

  @Override
  public OtpErlangObject decode() {
    return decode(bytes);
  }

  @Override
  public OtpErlangObject roundTrip() {
    return decode(encode());
  }

  @Override
  public byte[] bytes() {
    return bytes;
  }

  private static OtpErlangObject decode(byte[] bytes) {
    try (OtpInputStream in = new OtpInputStream(bytes)) {
      return in.read_any();
    } catch (OtpErlangDecodeException e) {
      throw new IllegalStateException("JInterface does not read what OTP does", e);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
