using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Isakmp.Architecture.Tests.Il;

/// <summary>Reads every reference that the types of an assembly make: declarations, signatures, locals, attributes and instructions.</summary>
internal sealed class ReferenceReader
{
    private readonly PEReader _image;
    private readonly MetadataReader _metadata;
    private readonly SignatureTypes _signatures = new();
    private readonly HashSet<Reference> _found = [];
    private TypeName _from;
    private string _where = "";

    private ReferenceReader(PEReader image)
    {
        _image = image;
        _metadata = image.GetMetadataReader();
    }

    /// <summary>Every reference made in the assembly.</summary>
    public static IReadOnlyCollection<Reference> Read(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        var reader = new ReferenceReader(image);
        foreach (TypeDefinitionHandle handle in reader._metadata.TypeDefinitions)
        {
            reader.ReadType(handle);
        }

        return reader._found;
    }

    /// <summary>Every outermost type that the source declares; what the compiler added is left out.</summary>
    public static IReadOnlyList<TypeName> Types(string path)
    {
        using var image = new PEReader(File.OpenRead(path));
        MetadataReader metadata = image.GetMetadataReader();
        return [.. metadata.TypeDefinitions
            .Select(metadata.GetTypeDefinition)
            .Where(type => type.GetDeclaringType().IsNil && !IsGenerated(metadata, type))
            .Select(type => new TypeName(metadata.GetString(type.Namespace), metadata.GetString(type.Name)))];
    }

    private static bool IsGenerated(MetadataReader metadata, TypeDefinition type) =>
        metadata.GetString(type.Name).StartsWith('<')
        || (type.GetCustomAttributes().Any(attribute => AttributeName(metadata, attribute) is "CompilerGeneratedAttribute" or "EmbeddedAttribute")
            && !metadata.GetString(type.Namespace).StartsWith("Isakmp", StringComparison.Ordinal));

    private static string? AttributeName(MetadataReader metadata, CustomAttributeHandle handle) => metadata.GetCustomAttribute(handle).Constructor switch
    {
        { Kind: HandleKind.MemberReference } constructor when metadata.GetMemberReference((MemberReferenceHandle)constructor).Parent is { Kind: HandleKind.TypeReference } parent
            => SignatureTypes.NameOf(metadata, (TypeReferenceHandle)parent).Name,
        { Kind: HandleKind.MethodDefinition } constructor
            => SignatureTypes.NameOf(metadata, metadata.GetMethodDefinition((MethodDefinitionHandle)constructor).GetDeclaringType()).Name,
        _ => null,
    };

    private void ReadType(TypeDefinitionHandle handle)
    {
        TypeDefinition type = _metadata.GetTypeDefinition(handle);
        string nested = type.GetDeclaringType().IsNil ? "" : _metadata.GetString(type.Name) + ".";
        _from = SignatureTypes.NameOf(_metadata, handle);
        _where = nested + "declaration";
        Add(type.BaseType);
        Attributes(type.GetCustomAttributes());
        Constraints(type.GetGenericParameters());
        foreach (InterfaceImplementationHandle implemented in type.GetInterfaceImplementations())
        {
            Add(_metadata.GetInterfaceImplementation(implemented).Interface);
        }

        foreach (FieldDefinitionHandle field in type.GetFields())
        {
            _where = nested + _metadata.GetString(_metadata.GetFieldDefinition(field).Name);
            Add(_metadata.GetFieldDefinition(field).DecodeSignature(_signatures, null));
            Attributes(_metadata.GetFieldDefinition(field).GetCustomAttributes());
        }

        foreach (PropertyDefinitionHandle property in type.GetProperties())
        {
            _where = nested + _metadata.GetString(_metadata.GetPropertyDefinition(property).Name);
            Attributes(_metadata.GetPropertyDefinition(property).GetCustomAttributes());
        }

        foreach (MethodDefinitionHandle method in type.GetMethods())
        {
            ReadMethod(_metadata.GetMethodDefinition(method), nested);
        }
    }

    private void ReadMethod(MethodDefinition method, string nested)
    {
        _where = nested + _metadata.GetString(method.Name);
        Add(SignatureTypes.All(method.DecodeSignature(_signatures, null)));
        Attributes(method.GetCustomAttributes());
        Constraints(method.GetGenericParameters());
        foreach (ParameterHandle parameter in method.GetParameters())
        {
            Attributes(_metadata.GetParameter(parameter).GetCustomAttributes());
        }

        if (method.RelativeVirtualAddress == 0)
        {
            return;
        }

        MethodBodyBlock body = _image.GetMethodBody(method.RelativeVirtualAddress);
        if (!body.LocalSignature.IsNil)
        {
            Add(_metadata.GetStandaloneSignature(body.LocalSignature).DecodeLocalSignature(_signatures, null).SelectMany(local => local));
        }

        foreach (ExceptionRegion region in body.ExceptionRegions)
        {
            Add(region.CatchType);
        }

        foreach (EntityHandle token in IlTokens.Read(body.GetILBytes()!))
        {
            Add(token);
        }
    }

    private void Attributes(CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle attribute in attributes)
        {
            Add(_metadata.GetCustomAttribute(attribute).Constructor);
        }
    }

    private void Constraints(GenericParameterHandleCollection parameters)
    {
        foreach (GenericParameterConstraintHandle constraint in parameters.SelectMany(parameter => _metadata.GetGenericParameter(parameter).GetConstraints()))
        {
            Add(_metadata.GetGenericParameterConstraint(constraint).Type);
        }
    }

    private void Add(IEnumerable<TypeName> types, string? member = null)
    {
        foreach (TypeName type in types)
        {
            _found.Add(new Reference(_from, _where, type, member));
        }
    }

    private void Add(EntityHandle handle)
    {
        if (handle.IsNil)
        {
            return;
        }

        switch (handle.Kind)
        {
            case HandleKind.TypeDefinition or HandleKind.TypeReference or HandleKind.TypeSpecification:
                Add(TypesOf(handle));
                break;
            case HandleKind.FieldDefinition:
                FieldDefinition field = _metadata.GetFieldDefinition((FieldDefinitionHandle)handle);
                Add(TypesOf(field.GetDeclaringType()), _metadata.GetString(field.Name));
                Add(field.DecodeSignature(_signatures, null));
                break;
            case HandleKind.MethodDefinition:
                MethodDefinition method = _metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
                Add(TypesOf(method.GetDeclaringType()), _metadata.GetString(method.Name));
                Add(SignatureTypes.All(method.DecodeSignature(_signatures, null)));
                break;
            case HandleKind.MemberReference:
                AddMember(_metadata.GetMemberReference((MemberReferenceHandle)handle));
                break;
            case HandleKind.MethodSpecification:
                MethodSpecification instance = _metadata.GetMethodSpecification((MethodSpecificationHandle)handle);
                Add(instance.Method);
                Add(instance.DecodeSignature(_signatures, null).SelectMany(argument => argument));
                break;
            case HandleKind.StandaloneSignature:
                Add(SignatureTypes.All(_metadata.GetStandaloneSignature((StandaloneSignatureHandle)handle).DecodeMethodSignature(_signatures, null)));
                break;
            default:
                break;
        }
    }

    private void AddMember(MemberReference member)
    {
        Add(TypesOf(member.Parent), _metadata.GetString(member.Name));
        Add(member.GetKind() == MemberReferenceKind.Field
            ? member.DecodeFieldSignature(_signatures, null)
            : SignatureTypes.All(member.DecodeMethodSignature(_signatures, null)));
    }

    private IEnumerable<TypeName> TypesOf(EntityHandle handle) => handle.Kind switch
    {
        HandleKind.TypeDefinition => [SignatureTypes.NameOf(_metadata, (TypeDefinitionHandle)handle)],
        HandleKind.TypeReference => [SignatureTypes.NameOf(_metadata, (TypeReferenceHandle)handle)],
        HandleKind.TypeSpecification => _metadata.GetTypeSpecification((TypeSpecificationHandle)handle).DecodeSignature(_signatures, null),
        HandleKind.MethodDefinition => TypesOf(_metadata.GetMethodDefinition((MethodDefinitionHandle)handle).GetDeclaringType()),
        _ => [],
    };
}
