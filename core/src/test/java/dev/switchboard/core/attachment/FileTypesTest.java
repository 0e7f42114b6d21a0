package dev.switchboard.core.attachment;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FileTypesTest {

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "ffd8ffe000104a464946 | image/jpeg",
      "89504e470d0a1a0a0000 | image/png",
      "474946383961 | image/gif",
      "52494646000000005745425056503820 | image/webp",
      "52494646000000005741564566 | audio/wav",
      "0000001c667479704d344120 | audio/mp4",
      "0000001c6674797069736f6d | video/mp4",
      "0000001c6674797033677034 | video/3gpp",
      "4f67675300020000 | audio/ogg",
      "494433040000 | audio/mpeg",
      "fffb9064 | audio/mpeg",
      "fff15080 | audio/aac",
      "2321414d520a | audio/amr",
      "1a45dfa39f4286810142f7810142f2810442f381084282847765626d | video/webm",
      "255044462d312e37 | application/pdf",
      "1f8b0800 | application/gzip",
      "4d5a9000 | application/vnd.microsoft.portable-executable",
      "d0cf11e0a1b11ae1 | application/x-ole-storage",
      "c0ffee00 | "})
  void aFileIsWhatItsFirstBytesSay(String head, String type) {
    assertThat(Signatures.type(HexFormat.of().parseHex(head))).isEqualTo(type);
  }

  @ParameterizedTest
  @CsvSource(delimiter = '|', value = {
      "Olá, tudo bem? | text/plain",
      "  <!DOCTYPE html><p>x | text/html",
      "<p>x</p><script>1</script> | text/html",
      "<svg xmlns='x'/> | image/svg+xml",
      "<?xml version='1.0'?><a/> | application/xml",
      "BEGIN:VCARD | text/vcard",
      "BEGIN:VCALENDAR | text/calendar"})
  void aTextIsWhatItBeginsWith(String text, String type) {
    assertThat(Signatures.type(text.getBytes(StandardCharsets.UTF_8))).isEqualTo(type);
  }

  @Test
  void aTextMayBeCutWithinACharacter() {
    var bytes = "aé".getBytes(StandardCharsets.UTF_8);

    assertThat(Signatures.type(Arrays.copyOf(bytes, 2))).isEqualTo("text/plain");
  }

  @Test
  void nothingIsNoType() {
    assertThat(Signatures.type(new byte[0])).isNull();
  }

  @ParameterizedTest
  @CsvSource({"word/document.xml,application/vnd.openxmlformats-officedocument.wordprocessingml.document",
      "xl/workbook.xml,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
      "ppt/presentation.xml,application/vnd.openxmlformats-officedocument.presentationml.presentation",
      "else,application/zip"})
  void anOfficeFileIsKnownByWhatIsInIt(String entry, String type) throws IOException {
    var bytes = new ByteArrayOutputStream();
    try (var zip = new ZipOutputStream(bytes)) {
      for (var name : new String[]{"[Content_Types].xml", entry}) {
        zip.putNextEntry(new ZipEntry(name));
        zip.write("<a/>".getBytes(StandardCharsets.UTF_8));
      }
    }

    assertThat(Signatures.type(bytes.toByteArray())).isEqualTo(type);
  }

  @Test
  void whatIsSaidCountsUnlessItSaysNothing() {
    assertThat(FileTypes.of("audio/ogg; codecs=opus", "audio/ogg", null)).isEqualTo("audio/ogg; codecs=opus");
    assertThat(FileTypes.of("image/png", "text/html", null)).isEqualTo("image/png");
    assertThat(FileTypes.of("application/octet-stream", "text/html", null)).isEqualTo("text/html");
    assertThat(FileTypes.of(null, null, null)).isEqualTo("application/octet-stream");
  }

  @ParameterizedTest
  @CsvSource({"prices.csv, text/plain, text/csv", "PRICES.CSV, text/plain, text/csv",
      "a.tsv, text/plain, text/tab-separated-values",
      "a.json, text/plain, application/json", "a.html, text/plain, text/plain", "csv, text/plain, text/plain",
      ", text/plain, text/plain", "prices.csv, image/png, image/png"})
  void whichKindOfTextItIsItsNameTells(String name, String detected, String type) {
    assertThat(FileTypes.of(null, detected, name)).isEqualTo(type);
    assertThat(FileTypes.of("text/plain", detected, name)).as("said").isEqualTo("text/plain");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "png", "image/", "image/png\r\nX-Evil: 1", "image/png\u00e9", "/png"})
  void whatIsNoTypeSaysNothing(String type) {
    assertThat(FileTypes.clean(type)).isNull();
    assertThat(FileTypes.of(type, "image/png", null)).isEqualTo("image/png");
  }

  @ParameterizedTest
  @CsvSource({"image/png,image/png,true", "IMAGE/PNG; x=1,image/png,true", "image/png,text/html,false",
      "image/svg+xml,image/svg+xml,false", "text/html,text/html,false", "video/mp4,audio/mp4,true",
      "audio/mp4,video/quicktime,true", "image/png,,false", ",image/png,false"})
  void onlyWhatIsHarmlessAndTrueIsShown(String declared, String detected, boolean shown) {
    assertThat(FileTypes.showable(declared, detected)).isEqualTo(shown);
  }
}
