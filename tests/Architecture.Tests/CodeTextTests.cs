namespace Ringspun.Architecture.Tests;

/// <summary>The rules are as good as the eye that reads the sources.</summary>
public class CodeTextTests
{
    [Theory]
    [InlineData("a // b\nc", "a     \nc")]
    [InlineData("a /* b\nc */ d", "a     \n     d")]
    [InlineData("f(\"b\\\"c\", 'd', '\\'');", "f(      ,    ,     );")]
    [InlineData("x = @\"a\"\"b\\\"; y", "x =         ; y")]
    [InlineData("x = $\"a{b(\"c\")}d\"; y", "x =              ; y")]
    [InlineData("x = \"\"\"a\"b\"\"\"; y", "x =          ; y")]
    [InlineData("#if DEBUG\na\n#endif", "         \na\n      ")]
    public void Comments_and_literals_are_blanked(string text, string code) => Assert.Equal(code, CodeText.Blank(text));

    [Theory]
    [InlineData("namespace N; public sealed class A<T> where T : class { class B { } }", "A")]
    [InlineData("namespace N; interface IA; enum B { C } readonly record struct D(int E);", "IA B D")]
    [InlineData("public delegate void F(int x); public delegate ref readonly int G<T>(T x);", "F G")]
    [InlineData("[A(typeof(int))] partial struct S(Func<int> f) : I where T : struct, J { }", "S")]
    [InlineData("class Fiber { } class Fiber<T> { }", "Fiber")]
    public void Top_level_types_are_found(string text, string names)
    {
        string path = Path.GetTempFileName();
        try
        {
            File.WriteAllText(path, text);
            Assert.Equal(names.Split(' '), TopLevelTypes.Of(new SourceFile("test.cs", path)));
        }
        finally
        {
            File.Delete(path);
        }
    }
}
