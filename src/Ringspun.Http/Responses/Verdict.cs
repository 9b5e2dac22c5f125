namespace Ringspun.Http.Responses;

/// <summary>The outcome of <see cref="Preconditions"/>, with the range if there is one.</summary>
internal readonly record struct Verdict(VerdictKind Kind, ByteRange Range)
{
    public static Verdict Full => default;

    public static Verdict NotModified => new(VerdictKind.NotModified, default);

    public static Verdict PreconditionFailed => new(VerdictKind.PreconditionFailed, default);

    public static Verdict RangeNotSatisfiable => new(VerdictKind.RangeNotSatisfiable, default);

    public static Verdict Partial(ByteRange range) => new(VerdictKind.Partial, range);
}
