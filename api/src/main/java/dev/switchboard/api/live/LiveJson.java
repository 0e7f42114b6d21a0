package dev.switchboard.api.live;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.util.JsonRecyclerPools;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.json.JsonMapper;

/// How live messages are read and written.
///
/// Buffers come from a pool: by default each thread keeps its own, which is 8 KB for each of ten thousand connections.
final class LiveJson {

  static final ObjectMapper MAPPER = JsonMapper
      .builder(JsonFactory.builder().recyclerPool(JsonRecyclerPools.sharedBoundedPool()).build())
      .serializationInclusion(JsonInclude.Include.NON_NULL)
      .build();

  private LiveJson() {}
}
