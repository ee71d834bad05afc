#include "wire/memory.h"

#include "base/text.h"
#include "http/read.h"
#include "http/write.h"

static struct span written(struct arena *arena, const struct http_request *request,
                           const struct http_response *response)
{
    struct span body = request->method == HTTP_HEAD ? SPAN("") : response->body;

    return TEXT_CONCAT(arena, http_write_head(arena, response), body);
}

void memory_run(const struct wirecase *c, struct outcome *outcome)
{
    struct http_reader *reader = http_reader_new();
    struct http_request *request = arena_alloc(c->arena, sizeof *request);
    struct app_result result = {0};
    enum http_read_result read = http_read(reader, c->arena, c->request, request);

    if (read == HTTP_READ_HEAD)
        read = http_read(reader, c->arena, c->request, request);
    if (read == HTTP_READ_DONE) {
        request->is_tls = c->is_tls;
        wirecase_answer(c, c->arena, request, &result, outcome);
        result.response.close = !request->keep_alive;
    } else {
        app_refuse_bytes(c->arena, http_reader_status(reader), http_reader_why(reader),
                         &result.response);
    }
    outcome->reply = written(c->arena, request, &result.response);
    http_reader_free(reader);
}
