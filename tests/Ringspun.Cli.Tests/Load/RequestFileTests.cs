using System.Text;
using Ringspun.Cli.Load.Requests;

namespace Ringspun.Cli.Tests.Load;

public sealed class RequestFileTests : IDisposable
{
    private readonly string _directory = Directory.CreateTempSubdirectory("ringspun-request").FullName;

    public void Dispose() => Directory.Delete(_directory, recursive: true);

    [Fact]
    public void A_body_is_the_file_of_that_name_or_else_the_text()
    {
        byte[] content = [0, 1, 2, 255];
        string path = Path.Combine(_directory, "body");
        File.WriteAllBytes(path, content);
        Assert.Equal(content, RequestBody.Load(path));
        Assert.Equal(content, RequestBody.Load("@" + path));
        Assert.Equal("{\"é\": 1}", Encoding.UTF8.GetString(RequestBody.Load("{\"é\": 1}")));
        Assert.Empty(RequestBody.Load(""));
    }

    [Theory]
    [InlineData("@")]
    [InlineData("@/does/not/exist")]
    public void A_body_that_must_be_a_file_is_one(string text) =>
        Assert.Contains("--body: cannot read", Assert.Throws<CommandFailure>(() => RequestBody.Load(text)).Message, StringComparison.Ordinal);

    [Fact]
    public void A_body_has_a_greatest_size()
    {
        string path = Path.Combine(_directory, "large");
        using (FileStream file = File.Create(path))
        {
            file.SetLength(RequestBody.Largest + 1);
        }

        Assert.Contains("at most", Assert.Throws<CommandFailure>(() => RequestBody.Load(path)).Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Paths_are_lines()
    {
        string path = Path.Combine(_directory, "paths");
        File.WriteAllText(path, "# the start page\n/\n\n  /a?b=c \r\n/%20\n");
        Assert.Equal(["/", "/a?b=c", "/%20"], PathList.Load(path));
    }

    [Theory]
    [InlineData("", "has no paths")]
    [InlineData("# nothing", "has no paths")]
    [InlineData("/ok\nwrong", "line 2: 'wrong'")]
    [InlineData("/a b", "line 1: '/a b'")]
    [InlineData("/é", "percent-encode")]
    [InlineData("http://h/", "begins with '/'")]
    public void A_line_that_is_no_path_is_named(string text, string part)
    {
        CommandFailure failure = Assert.Throws<CommandFailure>(() => PathList.Read(text.Split('\n'), "list"));
        Assert.Contains("--paths: 'list'", failure.Message, StringComparison.Ordinal);
        Assert.Contains(part, failure.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void A_missing_list_is_a_failure() =>
        Assert.Contains("cannot read", Assert.Throws<CommandFailure>(() => PathList.Load("/does/not/exist")).Message, StringComparison.Ordinal);
}
