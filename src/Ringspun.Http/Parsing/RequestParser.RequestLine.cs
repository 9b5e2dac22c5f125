using System.Text;

namespace Ringspun.Http.Parsing;

/// <content>The request line: <c>method SP request-target SP HTTP-version CRLF</c> (RFC 9112 section 3).</content>
internal static partial class RequestParser
{
    // Longer than any registered method. RFC 9112 section 3: 501 for a method longer than any that the server implements.
    private const int MaxMethodBytes = 32;

    private const int VersionLength = 8;

    private static int ParseRequestLine(ReadOnlySpan<byte> bytes, int position, HttpLimits limits, RequestHead head)
    {
        position = ParseMethod(bytes, position, head);
        if (position >= 0)
        {
            position = ParseTarget(bytes, position, limits, head);
        }

        if (position >= 0)
        {
            position = ParseVersion(bytes, position, head);
        }

        return position >= 0 && !FormFitsMethod(head) ? BadRequest : position;
    }

    private static int ParseMethod(ReadOnlySpan<byte> bytes, int position, RequestHead head)
    {
        var rest = bytes[position..];
        if (rest.StartsWith("GET "u8))
        {
            head.Method = RequestMethod.Get;
            return position + 4;
        }

        bool tooLong = rest.Length > MaxMethodBytes;
        int length = (tooLong ? rest[..(MaxMethodBytes + 1)] : rest).IndexOfAnyExcept(Grammar.Token);
        if (length < 0)
        {
            return tooLong ? NotImplemented : Incomplete;
        }

        if (length == 0 || rest[length] != ' ')
        {
            return BadRequest;
        }

        head.Method = MethodOf(rest[..length]);
        return position + length + 1;
    }

    // Methods are case-sensitive (RFC 9110 section 9.1): "get" is an unknown one.
    private static RequestMethod MethodOf(ReadOnlySpan<byte> name) => name.Length switch
    {
        3 when name.SequenceEqual("GET"u8) => RequestMethod.Get,
        3 when name.SequenceEqual("PUT"u8) => RequestMethod.Put,
        4 when name.SequenceEqual("HEAD"u8) => RequestMethod.Head,
        4 when name.SequenceEqual("POST"u8) => RequestMethod.Post,
        5 when name.SequenceEqual("PATCH"u8) => RequestMethod.Patch,
        5 when name.SequenceEqual("TRACE"u8) => RequestMethod.Trace,
        6 when name.SequenceEqual("DELETE"u8) => RequestMethod.Delete,
        7 when name.SequenceEqual("OPTIONS"u8) => RequestMethod.Options,
        7 when name.SequenceEqual("CONNECT"u8) => RequestMethod.Connect,
        _ => RequestMethod.Unknown,
    };

    private static int ParseTarget(ReadOnlySpan<byte> bytes, int position, HttpLimits limits, RequestHead head)
    {
        var rest = bytes[position..];
        bool tooLong = rest.Length > limits.MaxTargetBytes;
        int length = (tooLong ? rest[..(limits.MaxTargetBytes + 1)] : rest).IndexOfAny(Grammar.NotInTarget);
        if (length < 0)
        {
            return tooLong ? UriTooLong : Incomplete;
        }

        if (length == 0 || rest[length] != ' ')
        {
            return BadRequest;
        }

        head.Target = new Slice(position, length);
        return RecordTarget(rest[..length], position, head) ? position + length + 1 : BadRequest;
    }

    private static bool RecordTarget(ReadOnlySpan<byte> target, int position, RequestHead head)
    {
        if (target[0] == '/')
        {
            head.Form = TargetForm.Origin;
            head.Path = head.Target;
            return true;
        }

        if (target.SequenceEqual("*"u8))
        {
            head.Form = TargetForm.Asterisk;
            return true;
        }

        if (head.Method == RequestMethod.Connect)
        {
            head.Form = TargetForm.Authority;
            head.Host = head.Target;
            return HostField.IsValid(target);
        }

        int scheme = SchemeLength(target);
        if (scheme == 0)
        {
            return false;
        }

        // RFC 9110 section 4.2.1: an http URI with an empty host is invalid; section 4.2.4: user information is not for requests.
        int authority = target[scheme..].IndexOfAny((byte)'/', (byte)'?');
        authority = authority < 0 ? target.Length - scheme : authority;
        head.Form = TargetForm.Absolute;
        head.Host = new Slice(position + scheme, authority);
        head.Path = new Slice(position + scheme + authority, target.Length - scheme - authority);
        var host = target.Slice(scheme, authority);
        return !host.IsEmpty && host[0] != ':' && HostField.IsValid(host);
    }

    private static int SchemeLength(ReadOnlySpan<byte> target)
    {
        if (target.Length >= 7 && Ascii.EqualsIgnoreCase(target[..7], "http://"u8))
        {
            return 7;
        }

        return target.Length >= 8 && Ascii.EqualsIgnoreCase(target[..8], "https://"u8) ? 8 : 0;
    }

    private static int ParseVersion(ReadOnlySpan<byte> bytes, int position, RequestHead head)
    {
        var rest = bytes[position..];
        if (rest.StartsWith("HTTP/1.1\r\n"u8))
        {
            head.MinorVersion = 1;
            return position + VersionLength + 2;
        }

        // Byte by byte, so that garbage is refused as soon as it is seen, whether or not the rest has come.
        for (int i = 0; i < VersionLength; i++)
        {
            if (i >= rest.Length)
            {
                return Incomplete;
            }

            bool fits = i is 5 or 7 ? Grammar.IsDigit(rest[i]) : rest[i] == "HTTP/1.1"u8[i];
            if (!fits)
            {
                return BadRequest;
            }
        }

        if (rest[5] != '1')
        {
            return VersionNotSupported;
        }

        head.MinorVersion = rest[7] == '0' ? 0 : 1;
        return ExpectLineEnd(bytes, position + VersionLength);
    }

    private static bool FormFitsMethod(RequestHead head) => head.Form switch
    {
        TargetForm.Asterisk => head.Method == RequestMethod.Options,
        TargetForm.Authority => true,
        _ => head.Method != RequestMethod.Connect,
    };
}
