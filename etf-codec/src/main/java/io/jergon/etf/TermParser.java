package io.jergon.etf;

final class TermParser {
  private TermParser() {}

  static Term parse(String text) {
    throw new UnsupportedOperationException(text);
  }
}
