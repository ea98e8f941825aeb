package io.jergon.node.tls;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class OptionsFileTest {
  private static final String FILES =
      "{certfile, \"c.pem\"}, {keyfile, \"k.pem\"}, {cacertfile, \"ca.pem\"}";

  @TempDir Path folder;

  private TlsConfig read(String text) throws IOException {
    return TlsConfig.optionsFile(Files.writeString(folder.resolve("tls.conf"), text));
  }

  private TlsConfig both(String options) throws IOException {
    return read("[{server, [%1$s]}, {client, [%1$s]}].".formatted(options));
  }

  @Test
  void file_ofOtpsManual_isReadWithCommentsAndBothRoles() throws IOException {
    TlsConfig config =
        read(
            """
            %% -*- erlang -*-
            [{server,  % {certfile, "no"}
              [{certfile, <<"srv.pem">>}, {keyfile, "srv.key"}, {password, "s3cret"},
               {cacertfile, "ca.pem"}, {verify, verify_peer}, {fail_if_no_peer_cert, false},
               {depth, 1}, {versions, ['tlsv1.2']}, {secure_renegotiate, true},
               {reuse_sessions, true}, {ciphers, ["ECDHE-RSA-AES128-GCM-SHA256"]}]},
             {client, [{verify, verify_none}]}].
            """);
    TlsOptions server = config.server();
    assertThat(server.certificates()).isEqualTo(Path.of("srv.pem"));
    assertThat(server.key()).isEqualTo(Path.of("srv.key"));
    assertThat(server.password()).isEqualTo("s3cret");
    assertThat(server.authorities()).isEqualTo(Path.of("ca.pem"));
    assertThat(server.verify()).isTrue();
    assertThat(server.requireCertificate()).isFalse();
    assertThat(server.depth()).isEqualTo(1);
    assertThat(server.versions()).containsExactly("TLSv1.2");
    assertThat(server.ciphers()).containsExactly("TLS_ECDHE_RSA_WITH_AES_128_GCM_SHA256");
    assertThat(server.toString()).doesNotContain("s3cret");
    assertThat(config.client().verify()).isFalse();
    assertThat(config.client().certificates()).isNull();
  }

  @Test
  void options_notSaid_verifyEverybody() throws IOException {
    TlsOptions server = both(FILES).server();
    assertThat(server.verify()).isTrue();
    assertThat(server.requireCertificate()).isTrue();
    assertThat(server.checkHost()).isTrue();
    assertThat(server.versions()).containsExactly("TLSv1.3", "TLSv1.2");
    assertThat(server.ciphers()).isEmpty();
  }

  @Test
  void keyfile_notSaid_isTheCertfile() throws IOException {
    assertThat(both("{certfile, \"c.pem\"}, {cacertfile, \"ca.pem\"}").server().key())
        .isEqualTo(Path.of("c.pem"));
  }

  @Test
  void ciphers_inAnyForm_areTheJdksNames() throws IOException {
    List<String> expected =
        List.of("TLS_AES_256_GCM_SHA384", "TLS_ECDHE_ECDSA_WITH_AES_256_CBC_SHA");
    assertThat(
            both(FILES + ", {ciphers, \"TLS_AES_256_GCM_SHA384:ECDHE-ECDSA-AES256-SHA\"}")
                .server()
                .ciphers())
        .isEqualTo(expected);
    assertThat(
            both(FILES
                    + ", {ciphers, [<<\"TLS_AES_256_GCM_SHA384\">>, \"ECDHE-ECDSA-AES256-SHA\"]}")
                .client()
                .ciphers())
        .isEqualTo(expected);
    assertThat(CipherNames.ofOpenSsl(List.of("ECDHE-RSA-CHACHA20-POLY1305")))
        .containsExactly("TLS_ECDHE_RSA_WITH_CHACHA20_POLY1305_SHA256");
  }

  @Test
  void serverNameIndication_disable_leavesTheHostUnchecked() throws IOException {
    assertThat(both(FILES + ", {server_name_indication, disable}").client().checkHost()).isFalse();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '^',
      value = {
        "[{server, [{certfile, \"c\"},\\n {cacertfle, \"x\"}]}, {client, []}].|line 2, column 3: cacertfle: unknown option",
        "[{server, [% {nonsense, 1}\\n{nonsense, 1}]}, {client, []}].|line 2, column 2: nonsense: unknown",
        "[{server, [{password, \"{depth,\"},{depth, x}]}, {client, []}].|line 1, column 35: depth: expected a number",
        "[{server, [{certfile, \"c\"}, {verify, maybe}]}, {client, []}].|verify: expected verify_peer or verify_none",
        "[{server, [{certfile, \"c\"}, {versions, [sslv3]}]}, {client, []}].|versions: expected 'tlsv1.3'",
        "[{server, [{depth, 1}, {depth, 1}]}, {client, []}].|depth: given twice",
        "[{server, [{certfile, 1}]}, {client, []}].|certfile: expected a string",
        "[{server, [{certfile, \"c\"}, {crl_check, true}]}, {client, []}].|crl_check: this option is not supported",
        "[{server, [{certfile, \"c\"}, verify]}, {client, []}].|the list of server has verify",
        "[{server, [{certfile, \"c\"}]}, {client, []}].|server: peers are to be verified, and no file",
        "[{server, [{verify, verify_none}]}, {client, [{verify, verify_none}]}].|server has no certificate (certfile)",
        "[{server, [{certfile, \"c\"}, {verify, verify_none}]}].|no {client, [...]}",
        "[{sever, []}].|line 1, column 3: sever: expected server or client",
        "[{server, [}]}].|line 1, column 12:",
        "{server, []}.|the file is no list"
      })
  void file_wrong_oneLineSaysWhereAndWhat(String text, String said) {
    assertThatThrownBy(() -> read(text.replace("\\n", "\n")))
        .isInstanceOf(TlsConfigException.class)
        .hasMessageContaining("tls.conf")
        .hasMessageContaining(said)
        .message()
        .hasLineCount(1);
  }

  @Test
  void crlCheck_false_isAccepted() throws IOException {
    assertThat(both(FILES + ", {crl_check, false}").server().verify()).isTrue();
  }

  @Test
  void file_missing_isNamed() {
    assertThatThrownBy(() -> TlsConfig.optionsFile(folder.resolve("none.conf")))
        .isInstanceOf(TlsConfigException.class)
        .hasMessageContaining("none.conf does not exist");
  }
}
