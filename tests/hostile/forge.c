#include "hostile/forge.h"

#include "base/base64.h"
#include "base/text.h"
#include "keys/sign.h"
#include "support/cm.h"
#include "support/worldfile.h"

#include <string.h>

static const struct span GOOD_HEADER =
    SPAN_INIT("{\"alg\":\"RS256\",\"typ\":\"JWT\",\"kid\":\"{kid}\"}");
static const struct span GOOD_CLAIMS =
    SPAN_INIT("{\"iss\":\"https://issuer.example/\",\"sub\":\"system:serviceaccount:default:sa\","
              "\"aud\":\"api://AzureADTokenExchange\",\"nbf\":{now},\"exp\":{soon}}");

enum { TOLERANCE_SECONDS = 300, HOUR_SECONDS = 3600 };

static struct span number(struct arena *arena, int64_t value)
{
    return text_format(arena, "%lld", (long long)value);
}

static struct span repeated(struct arena *arena, struct span piece, size_t times)
{
    struct text text = {.arena = arena};

    for (size_t i = 0; i < times; i++)
        text_put(&text, piece);
    return text_span(&text);
}

static struct span nested(struct arena *arena, size_t levels)
{
    return TEXT_CONCAT(arena, repeated(arena, SPAN("["), levels),
                       repeated(arena, SPAN("]"), levels));
}

/* ["x",...,"x","api://AzureADTokenExchange"] */
static struct span audiences(struct arena *arena, size_t count)
{
    return TEXT_CONCAT(arena, SPAN("["), repeated(arena, SPAN("\"x\","), count - 1),
                       SPAN("\"api://AzureADTokenExchange\"]"));
}

static struct span filled_document(struct arena *arena, struct span document, struct instant now)
{
    const struct slot slots[] = {
        {SPAN("kid"), key_id(worldfile_key(arena, SPAN("issuer-a.pem")))},
        {SPAN("now"), number(arena, now.seconds)},
        {SPAN("soon"), number(arena, now.seconds + HOUR_SECONDS)},
        {SPAN("past"), number(arena, now.seconds - HOUR_SECONDS)},
        {SPAN("late"), number(arena, now.seconds - TOLERANCE_SECONDS)},
        {SPAN("just in time"), number(arena, now.seconds - TOLERANCE_SECONDS + 1)},
        {SPAN("early"), number(arena, now.seconds + TOLERANCE_SECONDS + 1)},
        {SPAN("just not early"), number(arena, now.seconds + TOLERANCE_SECONDS)},
        {SPAN("nested 27"), nested(arena, 27)},
        {SPAN("nested 28"), nested(arena, 28)},
        {SPAN("nested 3000"), nested(arena, 3000)},
        {SPAN("100 audiences"), audiences(arena, 100)},
        {SPAN("101 audiences"), audiences(arena, 101)},
        {SPAN("10000 audiences"), audiences(arena, 10000)},
        {SPAN("8 KiB"), repeated(arena, SPAN("k"), 8 * 1024)},
        {SPAN("64 KiB"), repeated(arena, SPAN("k"), 64 * 1024)},
        {SPAN("1 MiB"), repeated(arena, SPAN("k"), 1024 * 1024)},
    };

    return text_filled(arena, document, slots, sizeof slots / sizeof slots[0]);
}

static struct span in_other_alphabet(struct arena *arena, struct span part)
{
    char *copy = arena_alloc(arena, part.len + 1);

    for (size_t i = 0; i < part.len; i++)
        copy[i] = part.at[i] == '-' ? '+' : part.at[i] == '_' ? '/' : part.at[i];
    return (struct span){copy, part.len};
}

/* The last character of 256 bytes holds four bits that mean nothing; here one of them is set. */
static struct span with_stray_bit(struct arena *arena, struct span part)
{
    static const char ALPHABET[] =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    char *copy = arena_alloc(arena, part.len + 1);
    const char *last;

    if (part.len == 0)
        return part;
    memcpy(copy, part.at, part.len);
    last = strchr(ALPHABET, copy[part.len - 1]);
    assert_non_null(last);
    copy[part.len - 1] = ALPHABET[(last - ALPHABET) | 1];
    return (struct span){copy, part.len};
}

static struct span or_else(struct span text, struct span instead)
{
    return span_is_empty(text) ? instead : text;
}

static struct span sign_well(struct arena *arena, struct span input)
{
    struct span signature;

    assert_true(sign_bytes(arena, worldfile_key(arena, SPAN("issuer-a.pem")), SIGN_RS256, input,
                           &signature));
    return base64url_encode(arena, signature);
}

struct span forge(struct arena *arena, const struct forgery *forgery, struct instant now)
{
    struct span header = filled_document(arena, or_else(forgery->header, GOOD_HEADER), now);
    struct span claims = filled_document(arena, or_else(forgery->claims, GOOD_CLAIMS), now);
    struct slot slots[] = {
        {SPAN("header"), base64url_encode(arena, header)},
        {SPAN("claims"), base64url_encode(arena, claims)},
        {SPAN("input"), SPAN("")},
        {SPAN("signature"), SPAN("")},
        {SPAN("signature in the other alphabet"), SPAN("")},
        {SPAN("signature with a stray bit"), SPAN("")},
        {SPAN("header and a space"),
         base64url_encode(arena, TEXT_CONCAT(arena, header, SPAN(" ")))},
        {SPAN("nothing"), SPAN("")},
    };
    struct span input =
        text_filled(arena, or_else(forgery->input, SPAN("{header}.{claims}")), slots, 2);
    struct span signature = (forgery->sign ? forgery->sign : sign_well)(arena, input);

    slots[2].value = input;
    slots[3].value = signature;
    slots[4].value = in_other_alphabet(arena, signature);
    slots[5].value = with_stray_bit(arena, signature);
    return text_filled(arena, or_else(forgery->token, SPAN("{input}.{signature}")), slots,
                       sizeof slots / sizeof slots[0]);
}
