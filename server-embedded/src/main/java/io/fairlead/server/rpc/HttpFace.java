package io.fairlead.server.rpc;

import io.fairlead.server.http.HttpAccess;
import io.fairlead.server.http.HttpPage;
import io.fairlead.server.http.PageRequest;
import io.fairlead.server.http.StreamPage;
import java.util.List;
import java.util.Optional;

/** What the client port answers over HTTP/1.1: pages in the order they are asked, and who may ask. */
record HttpFace(List<StreamPage> streams, List<HttpPage> pages, HttpAccess access, HttpTimes times) {
    HttpFace {
        streams = List.copyOf(streams);
        pages = List.copyOf(pages);
    }

    Optional<StreamPage> stream(PageRequest head) {
        return streams.stream().filter(page -> page.serves(head)).findFirst();
    }

    Optional<HttpPage> page(String path) {
        return pages.stream().filter(page -> page.serves(path)).findFirst();
    }
}
