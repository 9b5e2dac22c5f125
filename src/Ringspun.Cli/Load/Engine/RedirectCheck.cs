using System.Text;
using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Redirects are followed; and perhaps something is expected of the bodies, too.</summary>
internal struct RedirectCheck : IAnswerCheck
{
    private BodyCheck _body;

    public bool IsMet => _body.IsMet;

    public long? BodyBytes => _body.BodyBytes;

    public string? Location { readonly get; private set; }

    public void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
        // RFC 9110 section 15.4: the other statuses of the class are no redirects, or leave it to the user.
        bool isRedirect = status is 301 or 302 or 303 or 307 or 308;
        Location = isRedirect && ResponseFields.TryFind(fields, "location"u8, out ReadOnlySpan<byte> value) ? Encoding.UTF8.GetString(value) : null;
        _body.Begin(request, status, fields);
    }

    public void Data(ReadOnlySpan<byte> bytes) => _body.Data(bytes);
}
