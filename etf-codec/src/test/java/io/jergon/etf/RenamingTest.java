package io.jergon.etf;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class RenamingTest {
  private static final Renaming RENAMING =
      new Renaming(Atom.of("nonode@nohost"), 0, Atom.of("abc@h"), 7);

  @ParameterizedTest
  @CsvSource(
      delimiter = ';',
      value = {
        "#Pid<nonode@nohost.5.1.0>; #Pid<abc@h.5.1.7>",
        "#Port<nonode@nohost.5.0>; #Port<abc@h.5.7>",
        "#Ref<nonode@nohost.0.1.2.3>; #Ref<abc@h.7.1.2.3>",
        "[{a,#{#Pid<nonode@nohost.5.1.0> => 1}}|#Ref<nonode@nohost.0.1>];"
            + " [{a,#{#Pid<abc@h.5.1.7> => 1}}|#Ref<abc@h.7.1>]"
      })
  void encode_identifiersOfTheNode_haveTheOuterName(String inside, String outside) {
    TermOutput out = TermOutput.gathering(64, null, TermForms.ALL, RENAMING);
    TermEncoder.encodeBody(Term.parse(inside), out);

    TermInput in = new TermInput(out.toByteArray(), 0, out.size());
    assertThat(TermDecoder.DEFAULT.decodeBody(in)).isEqualTo(Term.parse(outside));
  }

  @ParameterizedTest
  @CsvSource({
    "#Pid<abc@h.5.1.7>, #Pid<nonode@nohost.5.1.0>",
    "#Pid<abc@h.5.1.6>, #Pid<abc@h.5.1.6>",
    "#Pid<other@h.5.1.7>, #Pid<other@h.5.1.7>",
    "#Port<abc@h.5.7>, #Port<nonode@nohost.5.0>",
    "#Port<abc@h.5.6>, #Port<abc@h.5.6>",
    "#Ref<abc@h.7.1.2.3>, #Ref<nonode@nohost.0.1.2.3>",
    "#Ref<abc@h.6.1.2.3>, #Ref<abc@h.6.1.2.3>",
    "'''abc@h''', '''abc@h'''"
  })
  void decode_identifiersOfTheNodeAndThisCreation_haveTheInnerName(String read, String term) {
    byte[] bytes = TermEncoder.encode(Term.parse(read));

    assertThat(new TermDecoder(DecodeLimits.DEFAULT, RENAMING).decode(bytes))
        .isEqualTo(Term.parse(term));
  }
}
