#include "http/crlf.h"

enum crlf_result crlf_take(struct crlf_cursor *cursor, struct span bytes, size_t max,
                           struct span *line)
{
    struct span before;
    struct span after;
    bool is_ended = span_cut(span_tail(bytes, cursor->searched), '\n', &before, &after);
    size_t end = cursor->searched + before.len;

    cursor->searched = end;
    /* One more than `max` may be the CR. This is asked first, and of an unfinished line too, so
     * that the answer does not depend on how the bytes were cut. */
    if (end - cursor->at > max + 1)
        return CRLF_LONG;
    if (!is_ended)
        return CRLF_MORE;
    if (end == cursor->at || bytes.at[end - 1] != '\r')
        return CRLF_BARE;
    *line = (struct span){bytes.at + cursor->at, end - 1 - cursor->at};
    crlf_skip(cursor, end + 1 - cursor->at);
    return CRLF_LINE;
}

void crlf_skip(struct crlf_cursor *cursor, size_t count)
{
    cursor->at += count;
    cursor->searched = cursor->at;
}
