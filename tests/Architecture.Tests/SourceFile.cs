namespace Ringspun.Architecture.Tests;

/// <summary>One C# source: its name from the root, its text, and its text with comments and literals blanked out.</summary>
internal sealed class SourceFile(string name, string path)
{
    private string? _text;
    private string? _code;

    public string Name { get; } = name;

    public string Text => _text ??= File.ReadAllText(path);

    /// <summary>The text with every comment, string and character literal replaced by spaces; line breaks stay.</summary>
    public string Code => _code ??= CodeText.Blank(Text);

    public int Lines => Text.Length == 0 ? 0 : Text.AsSpan().Count('\n') + (Text[^1] == '\n' ? 0 : 1);

    public int LineOf(int offset) => Text.AsSpan(0, offset).Count('\n') + 1;

    public override string ToString() => Name;
}
