using Ringspun.Http;

namespace Ringspun.Cli.Load.Engine;

/// <summary>Nothing is expected of the bodies.</summary>
internal struct NoCheck : IAnswerCheck
{
    public readonly bool IsMet => true;

    public readonly long? BodyBytes => null;

    public readonly string? Location => null;

    public readonly void Begin(PreparedRequest request, int status, ReadOnlySpan<byte> fields)
    {
    }

    public readonly void Data(ReadOnlySpan<byte> bytes)
    {
    }
}
