namespace Ringspun.Architecture.Tests;

/// <summary>The listing says what C# says.</summary>
public class ApiListingTests
{
    [Theory]
    [InlineData(typeof(Span<>), "public readonly ref struct Span<T>")]
    [InlineData(typeof(IList<>), "public interface IList<T> : ICollection<T>")]
    [InlineData(typeof(List<>.Enumerator), "public struct List<T>.Enumerator : IEnumerator<T>")]
    [InlineData(typeof(DayOfWeek), "public enum DayOfWeek : int")]
    [InlineData(typeof(Predicate<>), "public delegate bool Predicate<T>(T obj) where T : allows ref struct")]
    [InlineData(typeof(Math), "public static class Math")]
    [InlineData(typeof(Lazy<,>), "public class Lazy<T, TMetadata> : Lazy<T>")]
    public void Types_read_like_their_declaration(Type type, string signature) => Assert.Equal(signature, TypeSignature.Of(type));

    [Theory]
    [InlineData(typeof(int), "TryParse", "public static bool TryParse(string s, out int result)")]
    [InlineData(typeof(Enumerable), "Append", "public static IEnumerable<TSource> Append<TSource>(this IEnumerable<TSource> source, TSource element)")]
    [InlineData(typeof(MemoryStream), "Flush", "public override void Flush()")]
    [InlineData(typeof(Volatile), "Read", "public static T Read<T>(in T location) where T : class")]
    [InlineData(typeof(IDisposable), "Dispose", "void Dispose()")]
    [InlineData(typeof(Span<int>), "GetPinnableReference", "public ref int GetPinnableReference()")]
    [InlineData(typeof(string), "Concat", "public static string Concat(params object[] args)")]
    public void Methods_read_like_their_declaration(Type type, string name, string signature) =>
        Assert.Contains(signature.Replace("(in ", "(ref readonly ", StringComparison.Ordinal),
            type.GetMethods().Where(method => method.Name == name).Select(MemberSignature.Of));

    [Theory]
    [InlineData(typeof(string), "Length", "public int Length { get; }")]
    [InlineData(typeof(List<int>), "Item", "public int this[int index] { get; set; }")]
    [InlineData(typeof(Stream), "CanRead", "public abstract bool CanRead { get; }")]
    [InlineData(typeof(IList<int>), "Item", "int this[int index] { get; set; }")]
    public void Properties_read_like_their_declaration(Type type, string name, string signature) =>
        Assert.Equal(signature, MemberSignature.Of(type.GetProperty(name)!));
}
