package dev.switchboard.api.attachment;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MultipartFileTest {

  private static final String TYPE = "multipart/form-data; boundary=\"b b\"";
  private static final String HEAD = "--b b\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a.txt\"\r\n"
      + "Content-Type: text/plain\r\n\r\n";

  @ParameterizedTest
  @ValueSource(strings = {"", "x", "\r\n", "\r\n--b", "--b b", "\r\n--b  b\r\n", "\r", "\r\n-", "\r\r\n\n"})
  void whateverLooksLikeABoundaryIsInTheFile(String content) throws IOException {
    var file = MultipartFile.find(in(HEAD + content + "\r\n--b b--"), TYPE);

    assertThat(file.filename()).isEqualTo("a.txt");
    assertThat(file.contentType()).isEqualTo("text/plain");
    assertThat(new String(file.bytes().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(content);
    assertThat(file.bytes().read()).isEqualTo(-1);
  }

  @Test
  void itDoesNotMatterInWhichPiecesTheBodyComes() throws IOException {
    var random = new Random(7);
    for (var i = 0; i < 200; i++) {
      var content = "\r\n--b ".repeat(random.nextInt(100)) + "x".repeat(random.nextInt(100_000));
      var file = MultipartFile.find(inPieces(HEAD + content + "\r\n--b b--\r\n", random), TYPE);

      assertThat(new String(file.bytes().readAllBytes(), StandardCharsets.UTF_8)).isEqualTo(content);
    }
  }

  private static InputStream inPieces(String form, Random random) {
    return new FilterInputStream(in(form)) {
      @Override
      public int read(byte[] into, int at, int length) throws IOException {
        return super.read(into, at, Math.min(length, 1 + random.nextInt(20_000)));
      }
    };
  }

  @Test
  void aFormOfAnotherTypeIsNone() {
    assertThatThrownBy(() -> MultipartFile.find(in("x"), "multipart/form-data")).isInstanceOf(IOException.class);
    assertThatThrownBy(() -> MultipartFile.find(in("x"), TYPE)).isInstanceOf(IOException.class);
  }

  private static InputStream in(String form) {
    return new ByteArrayInputStream(form.getBytes(StandardCharsets.UTF_8));
  }
}
